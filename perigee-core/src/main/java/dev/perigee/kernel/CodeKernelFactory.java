package dev.perigee.kernel;

import dev.perigee.vector.CodeKind;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.util.concurrent.ConcurrentHashMap;

/// Makes kernels for one shape of codes each.
///
/// The shape is a constant of the class: the compiler unrolls loops over a code completely and
/// drops their checks, which is worth a third of the time. So each shape gets a class of its own, a
/// hidden copy of [VectorInt4Kernel]; shapes beyond a bound, and what has no such kernel, share the
/// general one.
///
/// Codes of sub-spaces are looked up, which is plain code. Vector code comes with plain code in
/// front of it, see [WarmingCodeKernel].
public final class CodeKernelFactory {

  private static final int CLASSES_MAX = 64;
  private static final ConcurrentHashMap<CodeShape, BulkCodeKernel> KERNELS =
      new ConcurrentHashMap<>();

  private CodeKernelFactory() {}

  /// The fastest kernel for a shape.
  public static BulkCodeKernel kernel(CodeShape shape) {
    BulkCodeKernel known = KERNELS.get(shape);
    if (known != null) {
      return known;
    }
    if (KERNELS.size() >= CLASSES_MAX) {
      return new GeneralCodeKernel(CodeKernels.best(), shape);
    }
    BulkCodeKernel plain = new GeneralCodeKernel(new ScalarCodeKernels(), shape);
    boolean vectors = CodeKernels.best() instanceof VectorCodeKernels && !shape.kind().isProduct();
    BulkCodeKernel made = vectors ? new WarmingCodeKernel(plain, shape) : plain;
    BulkCodeKernel first = KERNELS.putIfAbsent(shape, made);
    return first == null ? made : first;
  }

  /// The kernel for a shape that is fastest once it is compiled.
  static BulkCodeKernel vectors(CodeShape shape) {
    return shape.kind() == CodeKind.INT4
        ? specialised(shape)
        : new GeneralCodeKernel(CodeKernels.best(), shape);
  }

  private static BulkCodeKernel specialised(CodeShape shape) {
    String name = VectorInt4Kernel.class.getSimpleName() + ".class";
    try (InputStream in = CodeKernelFactory.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("expected the class file of " + name);
      }
      MethodHandles.Lookup lookup =
          MethodHandles.lookup().defineHiddenClassWithClassData(in.readAllBytes(), shape, true);
      return (BulkCodeKernel) lookup.lookupClass().getDeclaredConstructor().newInstance();
    } catch (IOException | ReflectiveOperationException e) {
      throw new IllegalStateException("expected a kernel for " + shape, e);
    }
  }
}
