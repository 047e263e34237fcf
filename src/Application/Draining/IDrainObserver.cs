namespace CcatOps.Application.Draining;

/// <summary>Is told of each batch, for metrics.</summary>
public interface IDrainObserver
{
    void BatchApplied(int transactions, TimeSpan duration);
}
