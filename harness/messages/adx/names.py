"""What ADX is called on the wire: its namespace and its media type. Knows no XML."""

NAMESPACE = "urn:ihe:qrph:adx:2015"
MEDIA_TYPE = "application/adx+xml"
