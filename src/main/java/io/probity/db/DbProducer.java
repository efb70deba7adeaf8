package io.probity.db;

import io.agroal.api.AgroalDataSource;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/**
 * The three runners: one over the default datasource for the API, history and housekeeping, and two
 * over pools of their own, so that a slow query never holds up a lease, nor a lease a result.
 */
@Singleton
final class DbProducer {
  private final AgroalDataSource general;
  private final AgroalDataSource control;
  private final AgroalDataSource ingest;

  DbProducer(AgroalDataSource general, DatasourceConfig config) {
    this.general = general;
    this.control = Pool.CONTROL.open(config);
    this.ingest = Pool.INGEST.open(config);
  }

  @Produces
  @Singleton
  Db general() {
    return new Db(general);
  }

  @Produces
  @Singleton
  @Control
  Db control() {
    return new Db(control);
  }

  @Produces
  @Singleton
  @Ingest
  Db ingest() {
    return new Db(ingest);
  }

  @PreDestroy
  void close() {
    control.close();
    ingest.close();
  }
}
