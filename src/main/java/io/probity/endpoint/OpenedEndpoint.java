package io.probity.endpoint;

/** A stored endpoint as an edit sees it: its secrets are opened when it is asked for. */
record OpenedEndpoint(StoredEndpoint row, SealedSpecs specs) implements Edit.Current {
  @Override
  public long revision() {
    return row.revision();
  }

  @Override
  public EndpointSpec spec() {
    return specs.open(row.publicId(), row.config());
  }
}
