package io.probity.endpoint;

/** Whether redirects are followed, how many, and whether one may lead from https to http. */
public record RedirectSpec(boolean follow, int max, boolean allowDowngrade) {}
