package io.probity.history;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.probity.probe.CheckSummary;
import io.probity.probe.Failure;

/**
 * A stored check that did not pass in full.
 *
 * @param failure why, details included; the check's own
 * @param attempts ProbeJson's form of its attempts in order, empty if they were dropped
 */
public record FailedCheck(CheckSummary check, Failure failure, ArrayNode attempts) {}
