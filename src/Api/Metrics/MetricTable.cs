namespace CcatOps.Api.Metrics;

/// <summary>A metric of this service.</summary>
/// <param name="Name">Its name at <c>/metrics</c>.</param>
/// <param name="Type"><c>gauge</c>, <c>counter</c> or <c>histogram</c>.</param>
/// <param name="Help">Its meaning.</param>
/// <param name="Labels">Its labels. No client chooses a value of one.</param>
internal sealed record Metric(string Name, string Type, string Help, params string[] Labels);

/// <summary>All metrics of this service, besides those of the runtime.</summary>
internal static class MetricTable
{
    public static readonly Metric SiteType = new("site_type_info", "gauge", "The type of this site; always 1.", "site_name", "site_type");
    public static readonly Metric Buffering = new("buffering_enabled", "gauge", "Whether this site buffers critical writes: 1 or 0.", "site_name");
    public static readonly Metric LsnTracking = new("lsn_tracking_enabled", "gauge", "Whether LSN tracking is on: 1 or 0.", "site_name");

    public static readonly Metric Build = new("ccatops_build_info", "gauge", "The version of this process; always 1.", "version");

    public static readonly Metric Clock = new(
        "ccatops_clock_seconds", "gauge", "The clock of this process as seconds since 1970, to be compared with the time of the scrape.");

    public static readonly Metric Capacity = new("ccatops_buffer_capacity", "gauge", "Transactions that the buffer may hold.");

    public static readonly Metric CapacityBytes = new(
        "ccatops_buffer_capacity_bytes", "gauge", "Bytes of contents that may wait for the main database; +Inf where nothing bounds them.");

    public static readonly Metric WaitingBytes = new(
        "ccatops_buffer_waiting_bytes", "gauge", "Bytes of the contents of what waits for the main database, the parked ones counted.");

    public static readonly Metric Depth = new(
        "ccatops_buffer_depth", "gauge", "Transactions that wait for the main database, the parked ones not counted.");

    public static readonly Metric OldestAge = new(
        "ccatops_buffer_oldest_age_seconds", "gauge", "Seconds that the oldest of them has waited; 0 when none waits.");

    public static readonly Metric FullIn = new(
        "ccatops_buffer_full_in_seconds", "gauge", "Seconds until the buffer is full at the present rates; +Inf when it does not fill.");

    public static readonly Metric Paused = new("ccatops_drain_paused", "gauge", "Whether a person has paused the drain: 1 or 0.");

    public static readonly Metric Durable = new(
        "ccatops_buffer_durable", "gauge", "Whether the buffer keeps what it accepts as BUFFER_DURABILITY asks, at the last look: 1 or 0.");

    public static readonly Metric DiskFree = new("ccatops_journal_disk_free_bytes", "gauge", "Bytes that are free on the disk of the journal.");

    public static readonly Metric DiskSize = new("ccatops_journal_disk_size_bytes", "gauge", "Bytes that the disk of the journal holds.");

    public static readonly Metric Parked = new(
        "ccatops_parked_transactions", "gauge", "Transactions that wait behind a failed one of the same entity.");

    public static readonly Metric Failed = new(
        "ccatops_failed_transactions", "gauge", "Transactions that the main database refused and a person must look at.");

    public static readonly Metric Unconfirmed = new(
        "ccatops_unconfirmed_transactions", "gauge", "Transactions at the main database, not yet seen on the replica.");

    public static readonly Metric SetAside = new(
        "ccatops_set_aside_transactions", "gauge", "Transactions that main did not take for a reason that may pass, while others go on.");

    public static readonly Metric WaitingForMain = new(
        "ccatops_drain_waiting_for_main", "gauge", "Whether the drain of this process waits for the main database, by the cause: 1 or 0.", "cause");

    public static readonly Metric BatchSeconds = new(
        "ccatops_drain_batch_seconds", "histogram", "Seconds that applying one batch to the main database took, its round trip included.");

    public static readonly Metric LagBytes = new(
        "ccatops_replica_lag_bytes", "gauge", "Bytes of log that the replica has still to replay, at the last look.");

    public static readonly Metric LagSeconds = new("ccatops_replica_lag_seconds", "gauge", "Seconds that the replica is behind, at the last look.");

    public static readonly Metric Transactions = new(
        "ccatops_transactions_total", "counter", "Transactions that came into each state since the buffer was made; buffered: accepted.", "state");

    public static readonly Metric RequestsInProgress = new(
        "http_requests_in_progress", "gauge", "HTTP requests that are being handled.", "method", "endpoint");

    public static readonly Metric Requests = new(
        "http_requests_received_total", "counter", "HTTP requests that have been handled.", "code", "method", "endpoint");

    public static readonly Metric RequestSeconds = new(
        "http_request_duration_seconds", "histogram", "Seconds that handling an HTTP request took.", "code", "method", "endpoint");

    public static readonly IReadOnlyList<Metric> All =
    [
        SiteType, Buffering, LsnTracking, Build, Clock, Capacity, CapacityBytes, WaitingBytes, Depth, OldestAge, FullIn, Paused, Durable,
        DiskFree, DiskSize, Failed, Parked, Unconfirmed, SetAside, WaitingForMain, BatchSeconds, LagBytes, LagSeconds, Transactions, RequestsInProgress, Requests, RequestSeconds,
    ];
}
