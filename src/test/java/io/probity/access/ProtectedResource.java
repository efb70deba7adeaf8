package io.probity.access;

import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.TreeSet;

/** A resource for each role. */
@Path("/protected")
@Authenticated
public class ProtectedResource {
  private final SecurityIdentity identity;

  ProtectedResource(SecurityIdentity identity) {
    this.identity = identity;
  }

  @GET
  @Path("/whoami")
  public String whoAmI() {
    return identity.getPrincipal().getName() + " " + new TreeSet<>(identity.getRoles());
  }

  @GET
  @Path("/viewer")
  @RolesAllowed(Role.VIEWER_NAME)
  public String viewer() {
    return "ok";
  }

  @GET
  @Path("/editor")
  @RolesAllowed(Role.EDITOR_NAME)
  public String editor() {
    return "ok";
  }

  @GET
  @Path("/admin")
  @RolesAllowed(Role.ADMIN_NAME)
  public String admin() {
    return "ok";
  }
}
