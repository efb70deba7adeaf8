package io.probity.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** The long run against a program that is there already: PORT KEY REQUESTS SEED. */
final class FuzzRun {
  private FuzzRun() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    int port = Integer.parseInt(arguments[0]);
    HttpRequest description =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/openapi?format=json"))
            .header("Authorization", "Bearer " + arguments[1])
            .build();
    String text =
        HttpClient.newHttpClient().send(description, HttpResponse.BodyHandlers.ofString()).body();
    FuzzRequests requests = new FuzzRequests(new ObjectMapper().readTree(text), arguments[1]);
    Fuzzing fuzzing = new Fuzzing(port, requests, Contract.read());
    long begun = System.nanoTime();
    fuzzing.run(Integer.parseInt(arguments[2]), Long.parseLong(arguments[3]));
    System.out.printf(
        "%d s, by status %s%nwithout success: %s%n%s%n",
        (System.nanoTime() - begun) / 1_000_000_000,
        fuzzing.statuses(),
        fuzzing.neverSucceeded(),
        fuzzing.successes());
    fuzzing.faults().forEach(System.out::println);
  }
}
