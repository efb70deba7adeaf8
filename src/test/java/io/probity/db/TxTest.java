package io.probity.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.probity.testing.TestPostgres;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TxTest {
  private final Db db = TestPostgres.freshDb();

  @Test
  void handsOnEachRowInItsOrderHoweverManyThereAre() {
    List<Integer> seen = new ArrayList<>();
    db.run(tx -> tx.each("SELECT generate_series(1, ?)", row -> seen.add(row.getInt(1)), 2_500));
    assertThat(seen).isEqualTo(IntStream.rangeClosed(1, 2_500).boxed().toList());
  }

  @Test
  void whatComesFirstIsHandedOnBeforeTheServerHasComeToTheEnd() {
    List<Integer> seen = new ArrayList<>();
    assertThatThrownBy(
            () ->
                db.run(
                    tx ->
                        tx.each(
                            "SELECT 1 / (1500 - i) FROM generate_series(1, 2500) i",
                            row -> seen.add(row.getInt(1)))))
        .isInstanceOf(DbException.class);
    assertThat(seen).hasSize(1_000);
  }
}
