package io.probity.web;

import io.probity.access.Callers;
import io.probity.access.Role;
import io.probity.web.ChannelPages.ChannelPage;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Where people look at channels and what was sent to them, and change them. */
@Path("/channels")
@RolesAllowed(Role.VIEWER_NAME)
public final class ChannelPagesResource {
  private final ChannelPages pages;
  private final Callers callers;
  private final Html html;

  ChannelPagesResource(ChannelPages pages, Callers callers, Html html) {
    this.pages = pages;
    this.callers = callers;
    this.html = html;
  }

  /** All of them. */
  @GET
  @Operation(hidden = true)
  public Response list(@QueryParam("after") @Nullable String after) {
    return html.page(
        "channels",
        html.frame("Channels", "channels").styled("forms.css"),
        pages.list(callers.reach(), PagePaths.number(after, 0)));
  }

  /** An empty form. */
  @GET
  @Path("/new")
  @RolesAllowed(Role.EDITOR_NAME)
  @Operation(hidden = true)
  public Response create() {
    return html.page("channel", frame("Add channel"), ChannelPages.blank());
  }

  /** One channel. */
  @GET
  @Path("/{id}")
  @Operation(hidden = true)
  public Response show(
      @PathParam("id") String id,
      @QueryParam("state") @Nullable String state,
      @QueryParam("before") @Nullable String before) {
    ChannelPage page =
        pages
            .find(
                PagePaths.of(id),
                callers.reach(),
                html.viewer().isEditor(),
                state,
                PagePaths.number(before, Long.MAX_VALUE))
            .orElseThrow(NotFoundException::new);
    return html.page("channel", frame(page.form().field("/name").value()), page);
  }

  private Frame frame(String title) {
    return html.frame(title, "channels").styled("forms.css").scripted("form.js", "channel.js");
  }
}
