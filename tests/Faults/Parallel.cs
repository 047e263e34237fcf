// Attacked sites mostly wait: for a lease to end, for a process to start.
[assembly: LevelOfParallelism(5)]
