/// The vectors of one field: parts that hold rows, from when to when each row counts, and the view
/// over all parts that a search runs on.
///
/// A row is a vector of a document, named by the number of the document. Knows no tables and no
/// documents' fields.
package dev.perigee.db.rows;
