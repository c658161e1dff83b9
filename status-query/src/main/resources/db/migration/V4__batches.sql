-- Numbers the batches of the projection (infra/decisions/019). Owned by the table, so that it is dropped with it.
CREATE SEQUENCE projection_batches OWNED BY projection_offsets.next_offset;

COMMENT ON SEQUENCE projection_batches IS
    'Numbers of batches. The transaction of a batch announces its number on the channel projection_batches.';
