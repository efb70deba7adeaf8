package io.probity.web;

import io.probity.status.PublicPage;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;

/** Status pages as HTML, each written once for as long as it says the same. Thread-safe. */
@Singleton
final class StatusAnswers {
  private static final int MAX_KEPT = 200;

  private final Templates templates;
  private final Map<String, Written> written =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Written> eldest) {
          return size() > MAX_KEPT;
        }
      };

  StatusAnswers(Templates templates) {
    this.templates = templates;
  }

  private record Written(PublicPage page, CacheableAnswer answer) {}

  CacheableAnswer page(String slug, PublicPage page) {
    synchronized (written) {
      Written last = written.get(slug);
      if (last != null && last.page().at().equals(page.at()) && last.page().equals(page)) {
        return last.answer();
      }
    }
    CacheableAnswer answer =
        CacheableAnswer.of(
            Html.TYPE, templates.render("status", frame(page), StatusView.of(page)), page.at());
    synchronized (written) {
      written.put(slug, new Written(page, answer));
    }
    return answer;
  }

  static Frame frame(PublicPage page) {
    return Frame.open(page.title()).styled("status.css").scripted("status.js");
  }
}
