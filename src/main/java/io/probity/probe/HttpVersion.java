package io.probity.probe;

/** The protocol spoken, with the number it is stored under and the name it is shown by. */
public enum HttpVersion {
  HTTP_1_0(1, "1.0"),
  HTTP_1_1(2, "1.1"),
  HTTP_2(3, "2");

  private final int number;
  private final String wireName;

  HttpVersion(int number, String wireName) {
    this.number = number;
    this.wireName = wireName;
  }

  /** The number it is stored under (1 to 3). */
  public int number() {
    return number;
  }

  /** The name used in answers, such as "1.1". */
  public String wireName() {
    return wireName;
  }
}
