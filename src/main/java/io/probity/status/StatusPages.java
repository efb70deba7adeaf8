package io.probity.status;

import io.probity.db.Reach;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What status pages show, made so seldom that any number of visitors costs nothing: a page is some
 * seconds old, and while the database is away it stays as it was. Thread-safe; blocks.
 */
@Singleton
public final class StatusPages {
  private static final Duration LIST_FRESH = Duration.ofSeconds(5);
  private static final Duration PAGE_FRESH = Duration.ofSeconds(15);
  private static final int MAX_KEPT = 200;
  private static final int ALL = 10_000;

  private final StatusPageStore store;
  private final PublicPages maker;
  private final Kept<String, Map<String, StatusPage>> open;
  private final Kept<Revision, PublicPage> shown;

  @Inject
  StatusPages(StatusPageStore store, PublicPages maker, InstantSource clock) {
    this.store = store;
    this.maker = maker;
    this.open = new Kept<>(LIST_FRESH, 1, clock);
    this.shown = new Kept<>(PAGE_FRESH, MAX_KEPT, clock);
  }

  private record Revision(UUID id, long revision) {}

  /** What everybody may see at a slug. */
  public Optional<PublicPage> open(String slug) {
    return Optional.ofNullable(open.get("", this::openPages).get(slug)).map(this::page);
  }

  /** What somebody sees at a slug. */
  public Optional<PublicPage> within(String slug, Reach reach) {
    return store.bySlug(slug, reach).map(this::page);
  }

  private Map<String, StatusPage> openPages() {
    Map<String, StatusPage> pages = new HashMap<>();
    for (StatusPage page : store.page(Reach.EVERYTHING, 0, ALL)) {
      if (page.spec().open()) {
        pages.put(page.spec().slug(), page);
      }
    }
    return pages;
  }

  private PublicPage page(StatusPage page) {
    return shown.get(new Revision(page.publicId(), page.revision()), () -> maker.make(page.spec()));
  }
}
