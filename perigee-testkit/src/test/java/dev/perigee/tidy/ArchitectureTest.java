package dev.perigee.tidy;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
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

/// Which package of the core may see which: the module descriptor only says what leaves the core.
final class ArchitectureTest {
  private static final String OURS = "dev.perigee.";

  /// What each package of the core may use of the others.
  private static final Map<String, List<String>> MAY_USE =
      new TreeMap<>(
          Map.of(
              "error",
              List.of(),
              "work",
              List.of("error"),
              "vector",
              List.of(),
              "memory",
              List.of("error"),
              "kernel",
              List.of("memory", "vector", "error"),
              "quant",
              List.of("work", "kernel", "memory", "vector", "error"),
              "graph",
              List.of("work", "kernel", "memory", "vector", "error"),
              "segment",
              List.of("memory", "vector", "error"),
              "index",
              List.of("work", "segment", "graph", "quant", "kernel", "memory", "vector", "error")));

  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(location -> location.contains("perigee-core"))
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.perigee");

  @Test
  void everyPackageOfTheCoreHasARule() {
    assertThat(CORE.stream().map(JavaClass::getPackageName).distinct())
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
        .dependOnClassesThat(resideInAPackage(OURS + ".").and(not(resideInAnyPackage(allowed))))
        .because("it may use only " + MAY_USE.get(name))
        .check(CORE);
  }

  @Test
  void graphKnowsNoFiles() {
    noClasses()
        .that()
        .resideInAPackage(OURS + "graph")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.io", "java.nio.file..", "java.nio.channels..")
        .because("a graph is built and searched in memory, whoever owns that memory")
        .check(CORE);
  }

  @Test
  void onlyTheKernelsSeeTheVectorApi() {
    noClasses()
        .that()
        .resideOutsideOfPackage(OURS + "kernel")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jdk.incubator..")
        .because("without that module everything still works, on the scalar kernels")
        .check(CORE);
  }

  @Test
  void coreDependsOnTheJdkAlone() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            Stream.concat(Stream.of("java..", "jdk.incubator.vector.."), corePackages())
                .toArray(String[]::new))
        .because("the other modules, the testkit among them, stand on the core")
        .check(CORE);
  }

  private static Stream<String> packages() {
    return MAY_USE.keySet().stream();
  }

  private static Stream<String> corePackages() {
    return packages().map(OURS::concat);
  }
}
