package io.probity;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the structure: who may import whom, and what code must not do. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.probity");

  /** Package to the packages of ours it may import. */
  private static final Map<String, List<String>> IMPORTS = new LinkedHashMap<>();

  static {
    allow("db");
    allow("secret");
    allow("net");
    allow("tls", "net");
    allow("endpoint", "db", "secret");
    allow("probe", "endpoint", "tls", "net", "secret");
    allow("probe.http", "probe", "endpoint", "tls", "net", "secret");
    allow("health", "endpoint", "probe", "db");
    allow("history", "endpoint", "probe", "tls", "db");
    allow("alert", "endpoint", "probe", "health", "tls", "db", "secret", "cluster");
    allow("alert.webhook", "alert", "net", "secret");
    allow("cluster", "db");
    allow("status", "db", "endpoint", "health", "history", "probe");
    allow(
        "check",
        "db",
        "secret",
        "net",
        "tls",
        "endpoint",
        "probe",
        "health",
        "history",
        "alert",
        "cluster");
    allow("access", "db", "secret");
    allow("convert", "endpoint");
    allow("config", "db", "secret", "endpoint", "health", "alert", "access");
    allow(
        "api",
        "db",
        "secret",
        "net",
        "tls",
        "endpoint",
        "probe",
        "health",
        "history",
        "alert",
        "cluster",
        "check",
        "access",
        "config",
        "convert",
        "status");
    allow(
        "web",
        "db",
        "secret",
        "net",
        "tls",
        "endpoint",
        "probe",
        "health",
        "history",
        "alert",
        "cluster",
        "check",
        "access",
        "config",
        "convert",
        "status",
        "api");
  }

  /** Where what belongs to labels is read and changed. */
  private static final Set<String> REACHED =
      Set.of(
          "io.probity.endpoint.Endpoints",
          "io.probity.alert.ChannelStore",
          "io.probity.alert.DeliveryStore",
          "io.probity.health.IncidentStore",
          "io.probity.health.MaintenanceStore",
          "io.probity.status.StatusPageStore",
          "io.probity.config.Configuration",
          "io.probity.config.ConfigExport",
          "io.probity.config.Additions",
          "io.probity.access.ApiKeys",
          "io.probity.access.AuditStore");

  private static final Set<String> HOW_FAR = Set.of("io.probity.db.Reach", "io.probity.db.Mandate");

  private static void allow(String name, String... imports) {
    IMPORTS.put(name, Arrays.asList(imports));
  }

  static Stream<String> packages() {
    return IMPORTS.keySet().stream();
  }

  @Test
  void importsSomethingToLookAt() {
    assertThat(CLASSES.size()).isGreaterThan(100);
    IMPORTS
        .keySet()
        .forEach(
            name ->
                assertThat(
                        CLASSES.that(resideInAPackage("io.probity." + name)).stream()
                            .filter(each -> !each.getSimpleName().equals("package-info")))
                    .as("classes in %s", name)
                    .isNotEmpty());
  }

  @Test
  void everyPackageIsInTheTable() {
    assertThat(CLASSES.stream().map(JavaClass::getPackageName).distinct())
        .allMatch(
            name ->
                name.equals("io.probity")
                    || IMPORTS.containsKey(name.substring("io.probity.".length())));
  }

  @ParameterizedTest
  @MethodSource("packages")
  void importsOnlyWhatTheTableAllows(String name) {
    List<String> allowed = IMPORTS.get(name);
    String[] forbidden =
        Stream.concat(
                Stream.of("io.probity"), IMPORTS.keySet().stream().map(ArchitectureTest::full))
            .filter(
                each ->
                    !each.equals(full(name))
                        && allowed.stream().noneMatch(a -> full(a).equals(each)))
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(full(name))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(forbidden)
        .check(CLASSES);
  }

  private static String full(String name) {
    return "io.probity." + name;
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.probity.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void jdbcStaysInStores() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.probity.db")
        .and()
        .haveSimpleNameNotEndingWith("Store")
        .and(
            DescribedPredicate.describe(
                "are not nested in a store",
                each ->
                    each.getEnclosingClass()
                        .map(outer -> !outer.getSimpleName().endsWith("Store"))
                        .orElse(true)))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql", "javax.sql")
        .check(CLASSES);
  }

  /** Access meets HTTP before any resource does: the router's context is what it works on. */
  @Test
  void vertxStaysInTheAdapters() {
    noClasses()
        .that(
            DescribedPredicate.not(
                resideInAnyPackage(
                    "io.probity.probe.http",
                    "io.probity.alert.webhook",
                    "io.probity.access",
                    "io.probity")))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.vertx..")
        .check(CLASSES);
  }

  @Test
  void nobodyReadsTheWallClockBesideTheInjectedOne() {
    noClasses()
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(java.time.LocalDate.class, "now")
        .orShould()
        .callMethod(java.time.OffsetDateTime.class, "now")
        .check(CLASSES);
  }

  /** Keys may be restricted to labels: what is read or changed for a request says how far. */
  @Test
  void resourcesSayHowFarTheyReach() {
    noClasses()
        .that()
        .resideInAPackage("io.probity.api")
        .should()
        .callMethodWhere(
            DescribedPredicate.describe(
                "touches stored things without a Reach or a Mandate",
                call ->
                    REACHED.contains(call.getTargetOwner().getName())
                        && !call.getTarget().getName().equals("<init>")
                        && call.getTarget().getRawParameterTypes().stream()
                            .map(JavaClass::getName)
                            .noneMatch(HOW_FAR::contains)))
        .check(CLASSES);
  }

  @Test
  void whatIsInjectedComesThroughConstructors() {
    noFields().should().beAnnotatedWith(Inject.class).check(CLASSES);
  }

  @Test
  void staticsAreFinal() {
    fields()
        .that()
        .areStatic()
        .and()
        .areDeclaredInClassesThat(
            DescribedPredicate.describe(
                "are written by people", each -> !each.getName().contains("$$")))
        .should()
        .beFinal()
        .check(CLASSES);
  }

  @Test
  void namesSayWhatThingsAre() {
    classes()
        .that(alwaysTrue())
        .should()
        .haveSimpleNameNotEndingWith("Util")
        .andShould()
        .haveSimpleNameNotEndingWith("Utils")
        .andShould()
        .haveSimpleNameNotEndingWith("Helper")
        .andShould()
        .haveSimpleNameNotEndingWith("Manager")
        .andShould()
        .haveSimpleNameNotEndingWith("Impl")
        .andShould()
        .haveSimpleNameNotEndingWith("Dto")
        .check(CLASSES);
  }
}
