package io.probity.testing;

import io.probity.net.Dialled;
import io.probity.net.Reach;
import io.probity.net.Reference;
import io.probity.net.Surroundings;
import io.probity.net.Whereabouts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A network that a test cuts and mends: addresses are far but for 10.* (near) and 127.* (here). */
public final class ScriptedSurroundings implements Surroundings {
  private final List<Reference> dialled = new ArrayList<>();
  private final Set<String> silent = new HashSet<>();
  private boolean cut;
  private boolean hangs;
  private boolean routeless;

  /** From now on nothing answers (or what is not silent does again). */
  public void setCut(boolean now) {
    cut = now;
  }

  /** From now on whoever is dialled never says anything. */
  public void setHanging(boolean now) {
    hangs = now;
  }

  /** From now on there is no route out. */
  public void setRouteless(boolean now) {
    routeless = now;
  }

  /** This host does not answer. */
  public void silence(String host) {
    silent.add(host);
  }

  /** Who was dialled so far. */
  public List<Reference> dialled() {
    return List.copyOf(dialled);
  }

  @Override
  public CompletionStage<Dialled> dial(Reference reference, Duration budget) {
    dialled.add(reference);
    if (hangs) {
      return new CompletableFuture<>();
    }
    boolean answers = !cut && !silent.contains(reference.host());
    Whereabouts where = locate(reference.host());
    return CompletableFuture.completedFuture(
        new Dialled(
            reference,
            answers ? Dialled.Outcome.ANSWERED : Dialled.Outcome.FAILED,
            false,
            where == null
                ? new Whereabouts(reference.host(), Reach.NEAR, reference.domain())
                : where,
            answers ? "It answered." : "It did not answer."));
  }

  @Override
  public Whereabouts locate(String literal) {
    if (!literal.matches("[0-9.]+")) {
      return null;
    }
    Reach reach =
        literal.startsWith("127.")
            ? Reach.HERE
            : literal.startsWith("10.") ? Reach.NEAR : Reach.FAR;
    String[] parts = literal.split("\\.");
    return new Whereabouts(literal, reach, parts[0] + "." + parts[1] + ".0.0/16");
  }

  @Override
  public boolean routeless(String literal) {
    return routeless;
  }
}
