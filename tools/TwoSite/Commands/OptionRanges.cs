using System.CommandLine;

namespace CcatOps.TwoSite.Commands;

internal static class OptionRanges
{
    public static void RequireWithin<T>(this Option<T> option, T least, T most)
        where T : struct, IComparable<T> =>
        option.Validators.Add(result =>
        {
            var value = result.GetValueOrDefault<T>();
            if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
                result.AddError($"{option.Name} must be from {least} to {most}.");
        });
}
