package dev.perigee.db.document;

import dev.perigee.error.InvalidRequestException;

/// A point on earth.
///
/// @param latitude degrees north, -90 to 90
/// @param longitude degrees east, -180 to 180
public record GeoPoint(double latitude, double longitude) {

  /// @throws InvalidRequestException if it is nowhere
  public GeoPoint {
    if (!(latitude >= -90 && latitude <= 90)) {
      throw InvalidRequestException.of("latitude", "-90 to 90", latitude);
    }
    if (!(longitude >= -180 && longitude <= 180)) {
      throw InvalidRequestException.of("longitude", "-180 to 180", longitude);
    }
  }
}
