package io.probity.web;

import io.probity.web.ErrorPages.ErrorPage;
import io.probity.web.LogInResource.LogIn;
import java.util.Map;

/** Log-in and error pages. */
final class FrameSamples {
  private FrameSamples() {}

  static void add(Templates templates, Map<String, String> pages) {
    Frame logIn = Frame.open("Log in").styled("log-in.css");
    pages.put("log-in", templates.render("log-in", logIn, new LogIn("/", null)));
    pages.put(
        "log-in-refused",
        templates.render("log-in", logIn, new LogIn(Gallery.HOSTILE, Gallery.HOSTILE)));
    pages.put(
        "error",
        templates.render(
            "error",
            Frame.of("Nothing here", "overview", Gallery.ADMIN).live(""),
            new ErrorPage("Nothing here", "It may have been deleted, or is not yours to see.")));
  }
}
