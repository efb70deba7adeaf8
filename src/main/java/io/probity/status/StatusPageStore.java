package io.probity.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.probity.db.Db;
import io.probity.db.DuplicateKey;
import io.probity.db.Ids;
import io.probity.db.Json;
import io.probity.db.Mandate;
import io.probity.db.Reach;
import io.probity.db.Snapshot;
import io.probity.db.Tx;
import io.probity.endpoint.InvalidInput;
import io.probity.endpoint.MatchStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The registered status pages. Every method blocks. */
@Singleton
public final class StatusPageStore {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String COLUMNS = "id, public_id, revision, config, created_at, updated_at";

  private final Db db;

  /** A store in this database. */
  @Inject
  public StatusPageStore(Db db) {
    this.db = db;
  }

  /**
   * Stores a new page; throws {@link SlugTaken}, and {@link InvalidInput} if it would show what is
   * out of reach.
   */
  public StatusPage create(StatusPageSpec spec, Instant now, Mandate mandate) {
    return orSlugTaken(
        spec,
        () ->
            db.tx(
                tx -> {
                  MatchStore.demand(tx, spec.match(), mandate.reach());
                  StatusPage created = insert(tx, spec, now);
                  note(tx, created.publicId(), null, spec, mandate);
                  return created;
                }));
  }

  private static <T> T orSlugTaken(StatusPageSpec spec, Supplier<T> write) {
    try {
      return write.get();
    } catch (DuplicateKey e) {
      throw new SlugTaken(spec.slug());
    }
  }

  private static void note(
      Tx tx,
      UUID id,
      @Nullable StatusPageSpec before,
      @Nullable StatusPageSpec after,
      Mandate mandate) {
    mandate
        .trail()
        .note(
            tx,
            "status-page",
            id,
            before == null ? null : snapshot(before),
            after == null ? null : snapshot(after));
  }

  private static Snapshot snapshot(StatusPageSpec spec) {
    return Snapshot.of(StatusPageCodec.show(spec), spec.match().trailLabels());
  }

  private static StatusPage insert(Tx tx, StatusPageSpec spec, Instant now) {
    return tx.first(
            """
            INSERT INTO status_page (public_id, slug, config, created_at, updated_at)
            VALUES (?, ?, ?, ?, ?) RETURNING
            """
                + COLUMNS,
            StatusPageStore::page,
            Ids.uuid7(now),
            spec.slug(),
            json(spec),
            now,
            now)
        .orElseThrow();
  }

  /** One page within reach. */
  public Optional<StatusPage> find(UUID publicId, Reach reach) {
    return db.first(
        "SELECT " + COLUMNS + " FROM status_page WHERE public_id = ? AND " + MatchStore.WITHIN,
        StatusPageStore::page,
        publicId,
        reach.bound(),
        reach.bound(),
        reach.bound());
  }

  /** The page of a slug within reach. */
  public Optional<StatusPage> bySlug(String slug, Reach reach) {
    return db.first(
        "SELECT " + COLUMNS + " FROM status_page WHERE slug = ? AND " + MatchStore.WITHIN,
        StatusPageStore::page,
        slug,
        reach.bound(),
        reach.bound(),
        reach.bound());
  }

  /**
   * At most {@code limit} pages within reach, oldest first, that come after one; 0: from the start.
   */
  public List<StatusPage> page(Reach reach, long afterId, int limit) {
    return db.list(
        "SELECT "
            + COLUMNS
            + " FROM status_page WHERE id > ? AND "
            + MatchStore.WITHIN
            + " ORDER BY id LIMIT ?",
        StatusPageStore::page,
        afterId,
        reach.bound(),
        reach.bound(),
        reach.bound(),
        limit);
  }

  /**
   * Replaces a page as it was read. What changes nothing keeps the revision. Throws {@link
   * SlugTaken}, and {@link InvalidInput} if it would leave the reach.
   *
   * @return empty if it was changed or deleted meanwhile
   */
  public Optional<StatusPage> replace(
      StatusPage read, StatusPageSpec spec, Instant now, Mandate mandate) {
    if (spec.equals(read.spec())) {
      return Optional.of(read);
    }
    return orSlugTaken(
        spec,
        () ->
            db.tx(
                tx -> {
                  MatchStore.demand(tx, spec.match(), mandate.reach());
                  Optional<StatusPage> changed = update(tx, read, spec, now);
                  changed.ifPresent(each -> note(tx, each.publicId(), read.spec(), spec, mandate));
                  return changed;
                }));
  }

  private static Optional<StatusPage> update(
      Tx tx, StatusPage read, StatusPageSpec spec, Instant now) {
    return tx.first(
        """
        UPDATE status_page SET slug = ?, config = ?, revision = revision + 1, updated_at = ?
        WHERE id = ? AND revision = ? RETURNING
        """
            + COLUMNS,
        StatusPageStore::page,
        spec.slug(),
        json(spec),
        now,
        read.id(),
        read.revision());
  }

  /**
   * Deletes a page as it was read.
   *
   * @return false if it was changed or deleted meanwhile
   */
  public boolean delete(StatusPage read, Mandate mandate) {
    return db.tx(
        tx -> {
          int deleted =
              tx.update(
                  "DELETE FROM status_page WHERE id = ? AND revision = ?",
                  read.id(),
                  read.revision());
          if (deleted == 1) {
            note(tx, read.publicId(), read.spec(), null, mandate);
          }
          return deleted == 1;
        });
  }

  private static Json json(StatusPageSpec spec) {
    return new Json(StatusPageCodec.show(spec).toString());
  }

  private static StatusPage page(ResultSet row) throws SQLException {
    UUID publicId = row.getObject("public_id", UUID.class);
    return new StatusPage(
        row.getLong("id"),
        publicId,
        row.getLong("revision"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getObject("updated_at", OffsetDateTime.class).toInstant(),
        spec(row.getString("config"), publicId));
  }

  private static StatusPageSpec spec(String config, UUID publicId) {
    try {
      return StatusPageCodec.read(JSON.readTree(config));
    } catch (JsonProcessingException | InvalidInput e) {
      throw new IllegalStateException("the definition of " + publicId + " cannot be read", e);
    }
  }
}
