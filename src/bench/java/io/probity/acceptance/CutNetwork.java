package io.probity.acceptance;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A network namespace with two links to ours: one that can be cut, with every target behind it, and
 * one for us to look in. Needs root and {@code ip}.
 */
final class CutNetwork implements AutoCloseable {
  static final List<String> NETWORKS = List.of("10.213", "10.214", "10.215");

  /** Where the program listens for us. */
  static final String INSIDE = "10.212.0.2";

  /** Where the program finds what is on our side of the link that shows it to us. */
  private static final String OUTSIDE = "10.212.0.1";

  private static final String NAME = "probity-cut";
  private static final String OURS = "probity-cut0";
  private static final String THEIRS = "probity-cut1";
  private static final String WINDOW = "probity-see0";

  private CutNetwork() {}

  /**
   * Makes it.
   *
   * @param hosts addresses in each network on our side, from .0.1 on
   */
  static CutNetwork of(int hosts) throws IOException, InterruptedException {
    CutNetwork network = new CutNetwork();
    network.close();
    ip("netns add " + NAME);
    ip("link add " + OURS + " type veth peer name " + THEIRS + " netns " + NAME);
    ip("link add " + WINDOW + " type veth peer name probity-see1 netns " + NAME);
    for (String each : NETWORKS) {
      for (int host = 1; host <= hosts; host++) {
        ip("addr add " + each + ".0." + host + "/16 dev " + OURS);
      }
      inside("addr add " + each + ".9.9/16 dev " + THEIRS);
    }
    ip("addr add " + OUTSIDE + "/30 dev " + WINDOW);
    inside("addr add " + INSIDE + "/30 dev probity-see1");
    inside("link set lo up");
    inside("link set " + THEIRS + " up");
    inside("link set probity-see1 up");
    ip("link set " + OURS + " up");
    ip("link set " + WINDOW + " up");
    inside("route add default via " + NETWORKS.get(0) + ".0.1");
    return network;
  }

  /** Words before a command that make it run inside. */
  static String[] prefix() {
    return new String[] {"ip", "netns", "exec", NAME};
  }

  /**
   * For a replica inside: its database, and we, are behind the one link, all else is behind the
   * other.
   */
  static Place place() {
    return new Place(List.of(prefix()), INSIDE, OUTSIDE, gateway(), NETWORKS);
  }

  /** An address of ours behind the link that can be cut. */
  static String gateway() {
    return NETWORKS.get(0) + ".0.1";
  }

  /** Pulls the plug at our end: inside, packets go out and nothing comes back. */
  void pull() throws IOException, InterruptedException {
    ip("link set " + OURS + " down");
  }

  /** Pulls the plug of the link that shows the program to us, at our end. */
  void pullWindow() throws IOException, InterruptedException {
    ip("link set " + WINDOW + " down");
  }

  /** Takes the interface down inside: there is no route any more. */
  void takeDown() throws IOException, InterruptedException {
    inside("link set " + THEIRS + " down");
  }

  /** Undoes any of these. */
  void mend() throws IOException, InterruptedException {
    ip("link set " + WINDOW + " up");
    ip("link set " + OURS + " up");
    inside("link set " + THEIRS + " up");
    inside("route replace default via " + NETWORKS.get(0) + ".0.1");
  }

  private static void inside(String arguments) throws IOException, InterruptedException {
    ip("-n " + NAME + " " + arguments);
  }

  private static void ip(String arguments) throws IOException, InterruptedException {
    if (run(arguments) != 0) {
      throw new IOException("ip " + arguments + " failed");
    }
  }

  private static int run(String arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(arguments.split(" ")));
    return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
  }

  /** Removes it, if it is there. */
  @Override
  public void close() throws IOException, InterruptedException {
    run("netns del " + NAME);
    run("link del " + OURS);
    run("link del " + WINDOW);
  }
}
