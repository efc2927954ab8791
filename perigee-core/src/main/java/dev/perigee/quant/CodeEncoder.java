package dev.perigee.quant;

import dev.perigee.kernel.FloatRows;
import dev.perigee.kernel.FloatSums;
import dev.perigee.kernel.Kernels;
import dev.perigee.vector.CodeKind;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// Turns vectors into codes. Owned by one thread.
///
/// Codes of 4 and 8 bits divide the range between two bounds evenly. The full range of a vector's
/// components wastes steps on its few largest, so narrower ranges are tried too; bounds and step
/// are then those of the least-squares line through (code, component). A code of one bit is the
/// sign. A code of sub-spaces names the nearest centroids.
public final class CodeEncoder {

  /// Shares of the range of the components that are tried.
  private static final float[] SHARES_4 = {1, 0.9f, 0.8f, 0.7f};

  private static final float[] SHARES_8 = {1};

  private final Codebook codebook;
  private final CodeLayout layout;
  private final float[] residual;
  private final byte[] components;
  private final byte[] best;
  private final byte[] packed;
  private final float[] centroidDistances;
  private final float[] decoded;
  private float constant;
  private float lower;
  private float step;
  private double unexplained;
  private double valueSum;

  /// @param codebook tells the kind of code
  public CodeEncoder(Codebook codebook) {
    this.codebook = codebook;
    this.layout = codebook.layout();
    this.residual = new float[layout.dimension()];
    this.components = new byte[layout.paddedComponents()];
    this.best = new byte[components.length];
    this.packed = new byte[layout.codeBytes()];
    boolean product = layout.kind().isProduct();
    this.centroidDistances = new float[product ? layout.centroids() : 0];
    this.decoded = new float[product ? layout.dimension() : 0];
  }

  /// Encodes a row.
  ///
  /// @param target receives code and correction, at `offset`
  public void encode(FloatRows rows, int ordinal, MemorySegment target, long offset) {
    rows.read(ordinal, residual, 0);
    encodeResidual();
    layout.pack(best, packed);
    MemorySegment.copy(packed, 0, target, ValueLayout.JAVA_BYTE, offset, packed.length);
    long correction = offset + packed.length;
    target.set(Kernels.FLOAT, correction, constant);
    target.set(Kernels.FLOAT, correction + CodeLayout.LOWER_OFFSET, lower);
    target.set(Kernels.FLOAT, correction + CodeLayout.STEP_OFFSET, step);
  }

  /// The share of a vector's squared length, less the mean, that its code does not tell.
  double relativeError(float[] vector) {
    System.arraycopy(vector, 0, residual, 0, residual.length);
    encodeResidual();
    return unexplained;
  }

  private void encodeResidual() {
    float meanDot = codebook.centre(residual);
    double squares = 0;
    for (float value : residual) {
      squares += (double) value * value;
    }
    switch (layout.kind()) {
      case INT8, INT4 -> encodeSteps(squares);
      case BINARY -> encodeSigns(squares);
      case PQ, PQ4 -> encodeCentroids(squares);
      case NONE -> throw new AssertionError("no codes");
    }
    constant =
        switch (codebook.metric()) {
          case L2 -> (float) squares;
          case COSINE -> (float) (squares / 2);
          case INNER_PRODUCT -> -meanDot;
          case L1, HAMMING, JACCARD, CUSTOM, HELLINGER, JEFFREYS, JENSEN_SHANNON ->
              throw new AssertionError(codebook.metric());
          case HAVERSINE, PEARSON, SORENSEN -> throw new AssertionError(codebook.metric());
        };
  }

  private void encodeSigns(double squares) {
    double sum = 0;
    for (int i = 0; i < residual.length; i++) {
      best[i] = (byte) (residual[i] > 0 ? 1 : 0);
      sum += Math.abs(residual[i]);
    }
    double size = sum == 0 ? 0 : squares / sum;
    lower = (float) (-size * codebook.factor());
    step = (float) (2 * size * codebook.factor());
    unexplained = squares == 0 ? 0 : 1 - sum * sum / (squares * residual.length);
  }

  private void encodeCentroids(double squares) {
    codebook.centroids().encode(residual, best, centroidDistances);
    codebook.centroids().decode(best, decoded);
    double products = 0;
    for (int i = 0; i < residual.length; i++) {
      products += (double) residual[i] * decoded[i];
    }
    double decodedSquares = FloatSums.squares(decoded, decoded.length);
    lower = 0;
    step = (float) (products > 0 ? squares / products * codebook.factor() : 0);
    unexplained = products > 0 ? 1 - products * products / (squares * decodedSquares) : 1;
  }

  private void encodeSteps(double squares) {
    float low = residual[0];
    float high = low;
    valueSum = 0;
    for (float value : residual) {
      low = Math.min(low, value);
      high = Math.max(high, value);
      valueSum += value;
    }
    unexplained = Double.POSITIVE_INFINITY;
    lower = low * codebook.factor();
    step = 0;
    if (high <= low) {
      Arrays.fill(best, (byte) 0);
      unexplained = 0;
      return;
    }
    float middle = low + (high - low) / 2;
    for (float share : layout.kind() == CodeKind.INT4 ? SHARES_4 : SHARES_8) {
      float half = (high - low) / 2 * share;
      tryRange(middle - half, 2 * half, squares);
    }
  }

  /// Codes the residual on a range and keeps the code if it tells more than those before.
  private void tryRange(float from, float range, double squares) {
    int top = (1 << layout.kind().bits()) - 1;
    float scale = top / range;
    if (!Float.isFinite(scale)) {
      scale = 0;
    }
    for (int i = 0; i < residual.length; i++) {
      int code = (int) ((residual[i] - from) * scale + 0.5f);
      components[i] = (byte) Math.min(Math.max(code, 0), top);
    }
    long codeSum = 0;
    long codeSquares = 0;
    // two chains, since each addition waits for the last
    double even = 0;
    double odd = 0;
    int i = 0;
    for (; i < residual.length - 1; i += 2) {
      int first = components[i] & 0xff;
      int second = components[i + 1] & 0xff;
      codeSum += first + second;
      codeSquares += (long) first * first + (long) second * second;
      even += first * (double) residual[i];
      odd += second * (double) residual[i + 1];
    }
    if (i < residual.length) {
      int last = components[i] & 0xff;
      codeSum += last;
      codeSquares += (long) last * last;
      even += last * (double) residual[i];
    }
    fit(codeSum, codeSquares, even + odd, squares);
  }

  private void fit(long codeSum, long codeSquares, double products, double squares) {
    double n = residual.length;
    double spread = codeSquares - (double) codeSum * codeSum / n;
    double slope = spread > 0 ? (products - codeSum * valueSum / n) / spread : 0;
    double intercept = (valueSum - slope * codeSum) / n;
    // r . r' of the least-squares fit, which is r' . r' too
    double explained = intercept * valueSum + slope * products;
    double left = 1 - explained / squares;
    if (left < unexplained) {
      unexplained = left;
      System.arraycopy(components, 0, best, 0, residual.length);
      double scale = explained > 0 ? squares / explained * codebook.factor() : codebook.factor();
      lower = (float) (intercept * scale);
      step = (float) (slope * scale);
    }
  }
}
