package io.probity.db;

/** A JSON document bound as {@code jsonb}. */
public record Json(String text) {}
