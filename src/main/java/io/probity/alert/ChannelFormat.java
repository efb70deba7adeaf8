package io.probity.alert;

import java.util.Arrays;
import java.util.Optional;

/** The form in which a channel's receiver wants its messages. */
public enum ChannelFormat {
  /** Our own body, signed after Standard Webhooks. */
  PROBITY("probity", true),
  CLOUDEVENTS("cloudevents", false),
  ALERTMANAGER("alertmanager", false),
  ALERTMANAGER_WEBHOOK("alertmanager-webhook", false),
  SLACK("slack", false),
  TEMPLATE("template", false);

  private final String wireName;
  private final boolean available;

  ChannelFormat(String wireName, boolean available) {
    this.wireName = wireName;
    this.available = available;
  }

  /** The name used in channel settings. */
  public String wireName() {
    return wireName;
  }

  /** Whether this version can send it; settings that ask for another are refused. */
  public boolean available() {
    return available;
  }

  /** The format of a wire name, if there is one. */
  public static Optional<ChannelFormat> ofWireName(String wireName) {
    return Arrays.stream(values()).filter(format -> format.wireName.equals(wireName)).findFirst();
  }
}
