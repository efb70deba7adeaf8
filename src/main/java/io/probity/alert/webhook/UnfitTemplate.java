package io.probity.alert.webhook;

/** A template that does not compile, or does not come to an end; the message is for people. */
final class UnfitTemplate extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnfitTemplate(String message) {
    super(message);
  }
}
