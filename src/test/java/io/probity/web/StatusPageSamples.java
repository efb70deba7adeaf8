package io.probity.web;

import io.probity.db.Reach;
import io.probity.endpoint.EndpointMatch;
import io.probity.status.StatusPage;
import io.probity.status.StatusPageSpec;
import io.probity.testing.Samples;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What people look after status pages with, and badges. */
final class StatusPageSamples {
  private static final StatusPage SHOP =
      page(
          1,
          "Shop",
          "shop",
          new EndpointMatch(Map.of("team", "payments", "env", "prod"), Set.of()));
  private static final StatusPage HOSTILE =
      page(
          2,
          Gallery.HOSTILE,
          "h".repeat(63),
          new EndpointMatch(Map.of(Gallery.HOSTILE, Gallery.HOSTILE), Set.of()));

  private StatusPageSamples() {}

  private static StatusPage page(int id, String title, String slug, EndpointMatch match) {
    return new StatusPage(
        id,
        new UUID(7, id),
        3,
        Gallery.NOW,
        Gallery.NOW,
        new StatusPageSpec(slug, title, title, match, title, id == 1));
  }

  static void add(Templates templates, Map<String, String> pages) {
    Frame list =
        Frame.of("Status pages", "status-pages", Gallery.ADMIN)
            .styled("forms.css", "status-pages.css");
    StatusPage named =
        page(
            3,
            "Two of them",
            "two",
            new EndpointMatch(null, Set.of(new UUID(1, 1), new UUID(1, 2))));
    StatusPageList rows = StatusPageList.of(List.of(SHOP, named, HOSTILE));
    pages.put("status-pages", templates.render("status-pages", list, rows));
    pages.put(
        "status-pages-viewer",
        templates.render(
            "status-pages", Frame.of("Status pages", "status-pages", Gallery.VIEWER), rows));
    pages.put(
        "status-pages-empty", templates.render("status-pages", list, StatusPageList.of(List.of())));
    Frame form = list.scripted("status-pages.js");
    pages.put(
        "status-page-new",
        templates.render("status-page-form", form, StatusPageForm.blank(Reach.EVERYTHING)));
    pages.put(
        "status-page-edit", templates.render("status-page-form", form, StatusPageForm.of(SHOP)));
    pages.put(
        "status-page-hostile",
        templates.render("status-page-form", form, StatusPageForm.of(HOSTILE)));
    pages.put(
        "badges",
        templates.render(
            "badges",
            list,
            BadgeSnippets.of(Samples.endpoint(1, "GET"), URI.create("https://probity.example/"))));
    pages.put(
        "badges-hostile",
        templates.render(
            "badges",
            list,
            new BadgeSnippets(
                new UUID(7, 1),
                Gallery.HOSTILE,
                true,
                List.of(
                    new BadgeSnippets.Snippet(
                        "status", "Status", "/badges/x/status.svg", Gallery.HOSTILE)))));
  }
}
