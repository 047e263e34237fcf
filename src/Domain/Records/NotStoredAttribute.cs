namespace CcatOps.Domain.Records;

/// <summary>Marks a property of a record that no column holds.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NotStoredAttribute : Attribute;
