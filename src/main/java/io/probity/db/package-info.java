/**
 * A small JDBC runner: statements, row mappers, transactions, COPY, fences, and the embedded
 * PostgreSQL.
 */
@NullMarked
package io.probity.db;

import org.jspecify.annotations.NullMarked;
