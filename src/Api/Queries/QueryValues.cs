using FluentValidation;
using FluentValidation.Results;

namespace CcatOps.Api.Queries;

/// <summary>Reads the query of one request, and notes all that is wrong with it.</summary>
internal sealed class QueryValues(IQueryCollection query)
{
    private readonly List<ValidationFailure> faults = [];

    /// <exception cref="ValidationException">Some value is not what its parameter takes.</exception>
    public static TRequest Read<TRequest>(HttpRequest request, Func<QueryValues, TRequest> read)
    {
        var values = new QueryValues(request.Query);
        var result = read(values);
        return values.faults.Count == 0 ? result : throw new ValidationException(values.faults);
    }

    public IReadOnlyList<T> All<T>(QueryParameter<T> parameter)
    {
        var values = new List<T>();
        foreach (var text in query[parameter.Name])
        {
            if (parameter.Kind.TryRead(text ?? "", out var value))
                values.Add(value);
            else
                Refuse(parameter, parameter.Kind.Expected);
        }

        if (values.Count > 1 && !parameter.Repeats)
            Refuse(parameter, "must be given once.");
        return values;
    }

    public T? Value<T>(QueryParameter<T> parameter)
        where T : struct => All(parameter) is [var value, ..] ? value : null;

    public string? Value(QueryParameter<string> parameter) => All(parameter) is [var value, ..] ? value : null;

    private void Refuse(QueryParameter parameter, string message) => faults.Add(new ValidationFailure(parameter.Name, message));
}
