package io.probity.probe.http;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Connections in the order in which they came. Each is in one list at most and knows its place
 * there, so that it comes and goes without being looked for. Loop-confined.
 */
final class LinkList {
  private @Nullable Place first;
  private @Nullable Place last;

  /** Where a connection is; each has one of its own. */
  static final class Place {
    private final Link link;
    private @Nullable LinkList list;
    private @Nullable Place before;
    private @Nullable Place after;

    Place(Link link) {
      this.link = link;
    }
  }

  boolean isEmpty() {
    return first == null;
  }

  @Nullable Link first() {
    return first == null ? null : first.link;
  }

  @Nullable Link last() {
    return last == null ? null : last.link;
  }

  /** Puts it at the end, and takes it out of whatever list it was in. */
  void add(Link link) {
    Place place = link.place();
    if (place.list != null) {
      place.list.remove(link);
    }
    place.list = this;
    place.before = last;
    if (last == null) {
      first = place;
    } else {
      last.after = place;
    }
    last = place;
  }

  /** Takes it out, if it is here. */
  void remove(Link link) {
    Place place = link.place();
    if (place.list != this) {
      return;
    }
    if (place.before == null) {
      first = place.after;
    } else {
      place.before.after = place.after;
    }
    if (place.after == null) {
      last = place.before;
    } else {
      place.after.before = place.before;
    }
    place.list = null;
    place.before = null;
    place.after = null;
  }

  /** All of them, as they are now. */
  List<Link> toList() {
    List<Link> links = new ArrayList<>();
    for (Place place = first; place != null; place = place.after) {
      links.add(place.link);
    }
    return links;
  }
}
