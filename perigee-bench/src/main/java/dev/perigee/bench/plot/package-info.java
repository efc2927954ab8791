/// Pictures of measured curves, behind `perigee bench --plot`: lines of JSON in, one SVG or PNG
/// out.
///
/// Must not know who measured: whatever follows the protocol of the lines is drawn.
package dev.perigee.bench.plot;
