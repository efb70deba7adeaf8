package io.probity.endpoint;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.probity.testing.Samples;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What it takes to write the configurations of 100 endpoints as JSON. */
@State(Scope.Thread)
public class EndpointJsonMicroBench {
  private final List<EndpointSpec> specs = specs();

  private static List<EndpointSpec> specs() {
    List<EndpointSpec> specs = new ArrayList<>();
    for (long id = 0; id < 100; id++) {
      specs.add(Samples.endpoint(id, "GET").spec());
    }
    return specs;
  }

  @Benchmark
  public String hundredEndpoints() {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    for (EndpointSpec spec : specs) {
      all.add(EndpointWriter.write(spec, (secret, path) -> "***"));
    }
    return all.toString();
  }
}
