package io.probity.config;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.alert.Channel;
import io.probity.alert.ChannelCodec;
import io.probity.alert.ChannelStore;
import io.probity.db.Reach;
import io.probity.endpoint.Endpoint;
import io.probity.endpoint.EndpointCodec;
import io.probity.endpoint.EndpointQuery;
import io.probity.endpoint.Endpoints;
import io.probity.health.Maintenance;
import io.probity.health.MaintenanceCodec;
import io.probity.health.MaintenanceStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Writes what is stored as a document. Blocks. Thread-safe. */
@Singleton
public final class ConfigExport {
  private static final int PAGE = 500;
  private static final EndpointQuery ANY = new EndpointQuery(List.of(), Set.of(), null);

  private final Endpoints endpoints;
  private final EndpointCodec endpointCodec;
  private final ChannelStore channels;
  private final ChannelCodec channelCodec;
  private final MaintenanceStore windows;

  /** Documents of what these hold. */
  @Inject
  public ConfigExport(
      Endpoints endpoints,
      EndpointCodec endpointCodec,
      ChannelStore channels,
      ChannelCodec channelCodec,
      MaintenanceStore windows) {
    this.endpoints = endpoints;
    this.endpointCodec = endpointCodec;
    this.channels = channels;
    this.channelCodec = channelCodec;
    this.windows = windows;
  }

  /**
   * Everything within reach, secrets masked, endpoints without their defaults.
   *
   * @param owner only what this one has, null: everything, each thing with its owner
   */
  public ObjectNode write(@Nullable String owner, Reach reach) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    if (owner != null) {
      document.put("managedBy", owner);
    }
    ArrayNode list = document.putArray("endpoints");
    pages(
        after -> endpoints.list(ANY, reach, after, PAGE),
        Endpoint::id,
        each -> add(list, owner, endpointCodec.brief(each.spec())));
    ArrayNode receivers = document.putArray("channels");
    pages(
        after -> channels.page(reach, after, PAGE),
        Channel::id,
        each -> add(receivers, owner, channelCodec.show(each.spec(), true)));
    ArrayNode maintenance = document.putArray("maintenance");
    pages(
        after -> windows.page(reach, after, PAGE),
        Maintenance::id,
        each -> add(maintenance, owner, MaintenanceCodec.show(each.spec())));
    return document;
  }

  private static void add(ArrayNode list, @Nullable String owner, ObjectNode entry) {
    if (owner == null) {
      list.add(entry);
    } else if (owner.equals(entry.path("managedBy").textValue())) {
      list.add(entry.without("managedBy"));
    }
  }

  private static <T> void pages(
      LongFunction<List<T>> page, ToLongFunction<T> id, Consumer<T> each) {
    long after = 0;
    while (true) {
      List<T> found = page.apply(after);
      found.forEach(each);
      if (found.size() < PAGE) {
        return;
      }
      after = id.applyAsLong(found.get(PAGE - 1));
    }
  }
}
