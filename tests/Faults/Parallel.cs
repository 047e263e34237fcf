// Two attacked sites keep two cores busy; a third runs while they wait for a lease to end or a process to start. More would only miss time bounds.
[assembly: LevelOfParallelism(3)]
