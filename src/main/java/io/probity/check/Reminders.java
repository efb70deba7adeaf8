package io.probity.check;

import io.probity.alert.EndpointEvents;
import io.probity.alert.Outbox;
import io.probity.db.Control;
import io.probity.db.Db;
import io.probity.db.Fence;
import io.probity.db.Tx;
import io.probity.endpoint.Endpoint;
import io.probity.endpoint.Endpoints;
import io.probity.health.Reminder;
import io.probity.health.ReminderStore;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Reminds people of reminders that go on, once in each period that their endpoint asks for. */
@Singleton
final class Reminders {
  private static final int BATCH = 100;

  private final Db control;
  private final ReminderStore reminders;
  private final Endpoints endpoints;
  private final EndpointEvents events;
  private final Outbox outbox;

  Reminders(
      @Control Db control,
      ReminderStore reminders,
      Endpoints endpoints,
      EndpointEvents events,
      Outbox outbox) {
    this.control = control;
    this.reminders = reminders;
    this.endpoints = endpoints;
    this.events = events;
    this.outbox = outbox;
  }

  /**
   * Puts what is due into the outbox. Blocks.
   *
   * @param fence holds as long as nobody else does this
   */
  void tick(Fence fence, Instant now) {
    int sent;
    do {
      sent = control.tx(tx -> remind(tx, fence, now));
      if (sent > 0) {
        outbox.wake();
      }
    } while (sent == BATCH);
  }

  private int remind(Tx tx, Fence fence, Instant now) {
    fence.check(tx);
    List<Reminder> due = reminders.dueReminders(tx, now, BATCH);
    Map<Long, Endpoint> living =
        endpoints.living(tx, due.stream().map(Reminder::endpointId).toList());
    for (Reminder each : due) {
      Endpoint endpoint = living.get(each.endpointId());
      if (endpoint != null) {
        outbox.publish(tx, events.reminder(endpoint, each, now));
      }
      reminders.reminded(tx, each, now);
    }
    return due.size();
  }
}
