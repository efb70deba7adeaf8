package io.probity.web;

import io.probity.web.CheckQuery.Choice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some checks of an endpoint, newest first, and what they are chosen by.
 *
 * @param problems what of the question made no sense
 * @param gaps what could not be read, in sentences
 * @param older the query of the next page, null: there is none
 * @param newest the query of the first page, null: this is it
 * @param unfiltered the query of all checks, null: these are of all
 * @param span the query of the exports
 * @param from as it was written
 * @param to as it was written
 */
public record CheckList(
    List<CheckLine> lines,
    List<Choice> verdicts,
    List<Choice> failures,
    String from,
    String to,
    String window,
    String phase,
    List<String> problems,
    List<String> gaps,
    @Nullable String older,
    @Nullable String newest,
    @Nullable String unfiltered,
    String span) {}
