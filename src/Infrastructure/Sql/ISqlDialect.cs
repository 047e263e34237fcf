namespace CcatOps.Infrastructure.Sql;

/// <summary>The differences between the databases in reading records.</summary>
internal interface ISqlDialect
{
    /// <summary>A condition: the column has one of the values of a list.</summary>
    string AnyOf(string column, string parameter);

    /// <summary>A condition: the column has none of the values of a list.</summary>
    string NoneOf(string column, string parameter);

    /// <summary>The text of a column with the letters A to Z in lower case.</summary>
    string Lower(string column);

    /// <summary>A list as one parameter. Members of enumerations are stored as text.</summary>
    object List(Array values);

    /// <summary>A single value as a parameter.</summary>
    object Value(object value);
}
