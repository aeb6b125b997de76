-- The lot whose job works on a version, where something can be done about it: what differs in storage class or order of copying
-- is apart.
CASE remedy
  WHEN 'update' THEN 'update'
  WHEN 'multipart-copy' THEN IF(is_latest, 'multipart-copy', 'multipart-copy.noncurrent')
  WHEN 'copy' THEN concat(
    'copy.',
    IF(storage_class IN ('STANDARD_IA', 'ONEZONE_IA', 'INTELLIGENT_TIERING', 'GLACIER_IR'), storage_class, 'STANDARD'),
    IF(is_latest, '', '.noncurrent')
  )
  WHEN 'restore-first' THEN concat(
    'restore-first.',
    storage_class,
    IF(is_large, '.large', ''),
    IF(is_latest, '', '.noncurrent')
  )
END
