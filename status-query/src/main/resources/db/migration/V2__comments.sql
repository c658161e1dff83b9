COMMENT ON TABLE transactions IS
    'One row per transaction, computed from the topics. To rebuild, stop status-query, then truncate both tables.';
COMMENT ON COLUMN transactions.status IS
    'The greatest status that any record of the id gives it. Enum values compare in the order of their declaration.';
COMMENT ON COLUMN transactions.amount IS
    'Limited to numeric(38,18) by the contract. That type would pad 1500.50 to 18 decimal places.';
COMMENT ON COLUMN transactions.created_at IS 'Append time of the received record, in broker time.';
COMMENT ON COLUMN transactions.processed_at IS 'Append time of the processed event, in broker time.';
COMMENT ON COLUMN transactions.received_partition IS
    'Partition of the received record. Of two records with the same status, the first one wins.';
COMMENT ON COLUMN transactions.received_offset IS 'Offset of the received record.';
COMMENT ON COLUMN transactions.reason IS 'Reason of the rejection. Set only if every record of the id was rejected.';
COMMENT ON TABLE projection_offsets IS
    'The next offset to project of each partition. Updated in the same database transaction as the rows.';
