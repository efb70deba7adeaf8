package io.probity.web;

import io.probity.access.Callers;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;

/** Answers that are pages. To be called on the thread of the request. */
@Singleton
final class Html {
  static final String TYPE = "text/html;charset=utf-8";

  private final Templates templates;
  private final Callers callers;

  Html(Templates templates, Callers callers) {
    this.templates = templates;
    this.callers = callers;
  }

  /** Who looks. */
  Viewer viewer() {
    return Viewer.of(callers.key(), callers.session().isPresent());
  }

  /** A page of somebody who is logged in. */
  Frame frame(String title, String section) {
    return Frame.of(title, section, viewer());
  }

  /** A page that was found. */
  Response page(String template, Frame frame, Object page) {
    return page(200, template, frame, page);
  }

  /** A page with another status. */
  Response page(int status, String template, Frame frame, Object page) {
    return Response.status(status)
        .type(TYPE)
        .entity(templates.render(template, frame, page))
        .build();
  }
}
