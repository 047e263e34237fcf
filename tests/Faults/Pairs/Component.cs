namespace CcatOps.Faults.Pairs;

/// <summary>The part of a site that a fault concerns. Two faults of one part follow each other; those of different parts overlap.</summary>
internal enum Component
{
    Link,
    Service,
    Redis,
    Main,
    Replica,
    Journal,
}
