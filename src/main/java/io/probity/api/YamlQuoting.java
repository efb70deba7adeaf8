package io.probity.api;

import com.fasterxml.jackson.dataformat.yaml.util.StringQuotingChecker;
import java.util.regex.Pattern;

/** Quotes every text that YAML 1.1 or 1.2 would read as something else, such as {@code 1_000}. */
final class YamlQuoting extends StringQuotingChecker.Default {
  private static final long serialVersionUID = 1L;
  private static final Pattern NO_TEXT =
      Pattern.compile(
          "[-+]?(0x[0-9a-fA-F_]+|0b[01_]+|0o?[0-7_]+|[0-9.][0-9_.:,eEtTzZ+\\- ]*)"
              + "|[-+]?\\.(inf|Inf|INF|nan|NaN|NAN)|[~=]|<<");

  @Override
  public boolean needToQuoteName(String name) {
    return super.needToQuoteName(name) || NO_TEXT.matcher(name).matches();
  }

  @Override
  public boolean needToQuoteValue(String value) {
    return super.needToQuoteValue(value) || NO_TEXT.matcher(value).matches();
  }
}
