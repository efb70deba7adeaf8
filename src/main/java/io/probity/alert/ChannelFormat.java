package io.probity.alert;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The form in which a channel's receiver wants its messages. */
public enum ChannelFormat {
  /** Our own body, after Standard Webhooks. */
  PROBITY("probity"),
  /** CloudEvents 1.0. */
  CLOUDEVENTS("cloudevents"),
  /** What an Alertmanager takes at {@code /api/v2/alerts}. */
  ALERTMANAGER("alertmanager"),
  /** What the webhook receivers of an Alertmanager get, version 4. */
  ALERTMANAGER_WEBHOOK("alertmanager-webhook"),
  /** An incoming webhook of Slack. */
  SLACK("slack"),
  /** Whatever the channel's own template makes of it. */
  TEMPLATE("template");

  private static final Duration FOR_PEOPLE = Duration.ofSeconds(30);

  private final String wireName;

  ChannelFormat(String wireName) {
    this.wireName = wireName;
  }

  /** The name used in channel settings. */
  public String wireName() {
    return wireName;
  }

  /**
   * For how long outages of one cause are collected unless the channel says otherwise; null: not at
   * all, since what machines read is theirs to group.
   */
  public @Nullable Duration grouping() {
    return this == SLACK || this == TEMPLATE ? FOR_PEOPLE : null;
  }

  /** The format of a wire name, if there is one. */
  public static Optional<ChannelFormat> ofWireName(String wireName) {
    return Arrays.stream(values()).filter(format -> format.wireName.equals(wireName)).findFirst();
  }
}
