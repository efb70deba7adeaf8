package io.probity.db;

import io.agroal.api.AgroalDataSource;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/**
 * The four runners: one over the default datasource for the API, history and housekeeping, and
 * three over pools of their own, so that a slow query never holds up a lease, nor a lease a result.
 */
@Singleton
final class DbProducer {
  private final AgroalDataSource general;
  private final AgroalDataSource control;
  private final AgroalDataSource ingest;
  private final AgroalDataSource bulk;

  DbProducer(AgroalDataSource general, DatasourceConfig config) {
    this.general = general;
    this.control = Pool.CONTROL.open(config);
    this.ingest = Pool.INGEST.open(config);
    this.bulk = Pool.BULK.open(config);
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

  @Produces
  @Singleton
  @Bulk
  Db bulk() {
    return new Db(bulk);
  }

  @PreDestroy
  void close() {
    control.close();
    ingest.close();
    bulk.close();
  }
}
