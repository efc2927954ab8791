package dev.perigee.db;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Which package of the database may see which, of its own and of the modules below.
final class ArchitectureTest {

  private static final String OURS = "dev.perigee.";

  private static final Map<String, List<String>> MAY_USE =
      new TreeMap<>(
          Map.of(
              "db.document",
              List.of("error", "vector", "index"),
              "db.query",
              List.of("db.document", "error", "index"),
              "db.rows",
              List.of("db.document", "error", "vector", "index", "segment"),
              "db.engine",
              List.of("db.document", "db.rows", "store", "error", "vector", "index", "segment"),
              "db",
              List.of(
                  "db.document",
                  "db.query",
                  "db.rows",
                  "db.engine",
                  "store",
                  "error",
                  "vector",
                  "index",
                  "segment")));

  private static final JavaClasses DATABASE =
      new ClassFileImporter()
          .withImportOption(location -> location.contains("perigee-db"))
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.perigee.db");

  @Test
  void everyPackageHasARule() {
    assertThat(DATABASE.stream().map(JavaClass::getPackageName).distinct())
        .containsExactlyInAnyOrderElementsOf(MAY_USE.keySet().stream().map(OURS::concat).toList());
  }

  @ParameterizedTest
  @MethodSource("packages")
  void packageUsesOnlyWhatItMay(String name) {
    String[] allowed =
        Stream.concat(Stream.of(name), MAY_USE.get(name).stream())
            .map(OURS::concat)
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(OURS + name)
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.perigee..").and(not(resideInAnyPackage(allowed))))
        .because("it may use only " + MAY_USE.get(name))
        .check(DATABASE);
  }

  private static Stream<String> packages() {
    return MAY_USE.keySet().stream();
  }
}
