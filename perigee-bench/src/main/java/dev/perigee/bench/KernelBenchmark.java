package dev.perigee.bench;

import dev.perigee.vector.ElementType;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Nanoseconds for one inner product of a query and a row, scalar and vector code, rows in the
/// cache and at random places of 512 MiB, 32 rows a call.
///
/// ```
/// ./mvnw -pl perigee-bench -am -DskipTests package
/// java -cp 'perigee-bench/target/perigee-bench.jar:perigee-core/target/perigee-core.jar:perigee-bench/target/lib/*' \
///   org.openjdk.jmh.Main KernelBenchmark
/// ```
///
/// With a JDK 25 or newer; about ten minutes. `-p dimension=768 -p placement=MEMORY` narrows it,
/// `-f 1 -wi 1 -i 1 -r 200ms -w 200ms` only shows that it runs: vector code that is not compiled
/// yet takes thousands of times as long. Not with `-f 0`: the kernels are chosen once per JVM.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(RowTable.BATCH)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-Xmx1g"})
public class KernelBenchmark {

  /// Single-precision rows.
  @State(Scope.Benchmark)
  public static class F32Table extends RowTable {
    /// The state of the F32 measurements.
    public F32Table() {
      super(ElementType.F32);
    }
  }

  /// Half-precision rows.
  @State(Scope.Benchmark)
  public static class F16Table extends RowTable {
    /// The state of the F16 measurement.
    public F16Table() {
      super(ElementType.F16);
    }
  }

  /// Rows of signed bytes.
  @State(Scope.Benchmark)
  public static class Int8Table extends RowTable {
    /// The state of the int8 measurement.
    public Int8Table() {
      super(ElementType.INT8);
    }
  }

  /// Each row in a call of its own.
  @Benchmark
  public float f32OneAtATime(F32Table table) {
    return scoreEach(table);
  }

  /// The rows of a batch four at a time: the query is loaded once for four, and the memory system
  /// works on four rows at once.
  @Benchmark
  public float[] f32FourAtATime(F32Table table) {
    return scoreBatch(table);
  }

  /// Halves, widened on the way.
  @Benchmark
  public float[] f16(F16Table table) {
    return scoreBatch(table);
  }

  /// Bytes, summed exactly.
  @Benchmark
  public float[] int8(Int8Table table) {
    return scoreBatch(table);
  }

  private static float scoreEach(RowTable table) {
    float sum = 0;
    for (int ordinal : table.nextBatch()) {
      sum += table.scorer.score(ordinal);
    }
    return sum;
  }

  private static float[] scoreBatch(RowTable table) {
    table.scorer.score(table.nextBatch(), RowTable.BATCH, table.distances);
    return table.distances;
  }
}
