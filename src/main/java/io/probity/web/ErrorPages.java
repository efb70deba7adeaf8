package io.probity.web;

import io.probity.access.BrowserRequests;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import java.util.Map;

/** What was refused is a page for people who wait for one, and a problem detail for programs. */
@Provider
public final class ErrorPages implements ContainerResponseFilter {
  private static final Map<Integer, ErrorPage> PAGES =
      Map.of(
          403, new ErrorPage("Not allowed", "The role of your key does not allow this."),
          404, new ErrorPage("Nothing here", "It may have been deleted, or is not yours to see."),
          429, new ErrorPage("Too much at once", "Try again in a moment."),
          503,
              new ErrorPage(
                  "The database is away",
                  "Monitoring goes on. This page comes back as soon as the database does."));
  private static final ErrorPage OTHER =
      new ErrorPage("This did not work", "The log of the server tells more.");

  private final Templates templates;

  ErrorPages(Templates templates) {
    this.templates = templates;
  }

  /** What the page shows. */
  record ErrorPage(String title, String detail) {}

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    if (response.getStatus() < 400
        || MediaType.TEXT_HTML_TYPE.isCompatible(response.getMediaType())
        || !BrowserRequests.isForPage(
            "/" + request.getUriInfo().getPath().replaceFirst("^/", ""),
            request.getHeaderString(HttpHeaders.ACCEPT))) {
      return;
    }
    ErrorPage page = PAGES.getOrDefault(response.getStatus(), OTHER);
    response.setEntity(
        templates.render("error", Frame.open(page.title()), page),
        null,
        MediaType.valueOf(Html.TYPE));
  }
}
