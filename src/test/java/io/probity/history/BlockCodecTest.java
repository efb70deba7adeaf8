package io.probity.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.probity.history.ResultColumns.Column;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockCodecTest {
  private static final EnumSet<Column> TIMINGS =
      EnumSet.of(
          Column.DNS,
          Column.CONNECT,
          Column.TLS,
          Column.WRITE,
          Column.FIRST_BYTE,
          Column.TRANSFER,
          Column.TOTAL,
          Column.LAG);

  private final BlockCodec codec = new BlockCodec();
  private final ResultColumns back = new ResultColumns();

  @Test
  void givesBackWhatWasPackedHoweverWildItIs() {
    Random sizes = new Random(5);
    for (int seed = 0; seed < 400; seed++) {
      ResultColumns rows = ResultSamples.wild(seed, 1 + sizes.nextInt(seed % 10 == 0 ? 2_000 : 40));
      codec.decode(BlockCodec.CODEC, codec.encode(rows), back);
      assertSame(rows);
    }
  }

  @Test
  void givesBackWhatChecksMake() {
    for (int seed = 0; seed < 20; seed++) {
      ResultColumns rows = ResultSamples.realistic(seed, 1 + seed * 37, Duration.ofSeconds(300));
      codec.decode(BlockCodec.CODEC, codec.encode(rows), back);
      assertSame(rows);
    }
  }

  @Test
  void roundsTimingsToTenMicrosecondsAndKeepsTheRest() {
    assertThat(List.of(0, 4, 5, 14, 15, 64_562).stream().map(BlockCodec::rounded))
        .containsExactly(0, 0, 10, 10, 20, 64_560);
    assertThat(BlockCodec.rounded(Integer.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
    assertThat(BlockCodec.rounded(-7)).isEqualTo(-10);
  }

  @Test
  void packsTheLargestBlockAndRefusesALargerOneAndAnEmptyOne() {
    ResultColumns rows = ResultSamples.wild(1, BlockCodec.MOST);
    codec.decode(BlockCodec.CODEC, codec.encode(rows), back);
    assertSame(rows);
    rows.addRow(rows, 0);
    assertThatThrownBy(() -> codec.encode(rows)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> codec.encode(new ResultColumns()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void noticesEveryByteThatChanged() {
    byte[] sound = codec.encode(ResultSamples.realistic(3, 50, Duration.ofSeconds(60)));
    for (int i = 0; i < sound.length; i++) {
      byte[] corrupt = sound.clone();
      corrupt[i] ^= (byte) (1 << i % 8);
      assertCorrupt(corrupt);
    }
  }

  @Test
  void noticesEveryTruncationAndWhatIsAppended() {
    byte[] sound = codec.encode(ResultSamples.realistic(3, 50, Duration.ofSeconds(60)));
    for (int length = 0; length < sound.length; length++) {
      assertCorrupt(Arrays.copyOf(sound, length));
    }
    assertCorrupt(Arrays.copyOf(sound, sound.length + 1));
  }

  /** What a bug would write: sound by its checksum, and senseless. */
  @Test
  void endsInAnErrorOfOursWhateverTheBytesAre() {
    byte[] sound = codec.encode(ResultSamples.wild(3, 30));
    Random random = new Random(7);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] body = Arrays.copyOf(sound, random.nextInt(sound.length - 4));
      for (int change = 0; change < 3 && body.length > 0; change++) {
        body[random.nextInt(body.length)] = (byte) random.nextInt();
      }
      try {
        codec.decode(BlockCodec.CODEC, withChecksum(body), back);
      } catch (CorruptBytes e) {
        refused++;
        assertThat(back.size()).isZero();
      }
    }
    assertThat(refused).isGreaterThan(15_000);
  }

  @Test
  void refusesACodecItDoesNotKnow() {
    byte[] sound = codec.encode(ResultSamples.wild(3, 3));
    assertThatThrownBy(() -> codec.decode(BlockCodec.CODEC + 1, sound, back))
        .isInstanceOf(CorruptBytes.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 60, 300})
  void takesLessThanElevenBytesForAResult(int seconds) {
    int n = 6 * 3_600 / seconds;
    long bytes = 0;
    for (int seed = 0; seed < 10; seed++) {
      bytes += codec.encode(ResultSamples.realistic(seed, n, Duration.ofSeconds(seconds))).length;
    }
    assertThat(bytes / (10.0 * n)).isLessThan(11);
  }

  private static byte[] withChecksum(byte[] body) {
    java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
    crc.update(body);
    return java.nio.ByteBuffer.allocate(body.length + 4)
        .put(body)
        .putInt((int) crc.getValue())
        .array();
  }

  private void assertCorrupt(byte[] data) {
    assertThatThrownBy(() -> codec.decode(BlockCodec.CODEC, data, back))
        .isInstanceOf(CorruptBytes.class);
    assertThat(back.size()).isZero();
  }

  private void assertSame(ResultColumns rows) {
    assertThat(back.size()).isEqualTo(rows.size());
    for (int row = 0; row < rows.size(); row++) {
      assertThat(back.at(row)).isEqualTo(rows.at(row));
      for (Column column : Column.values()) {
        int value = rows.value(column, row);
        if (column == Column.ADDRESS) {
          assertThat(address(back, row)).isEqualTo(address(rows, row));
        } else {
          assertThat(back.value(column, row))
              .as("%s of row %d", column, row)
              .isEqualTo(
                  TIMINGS.contains(column) && value != ResultColumns.NULL
                      ? BlockCodec.rounded(value)
                      : value);
        }
      }
    }
  }

  private static byte[] address(ResultColumns rows, int row) {
    int place = rows.value(Column.ADDRESS, row);
    return place == ResultColumns.NULL ? new byte[0] : rows.addresses().get(place);
  }
}
