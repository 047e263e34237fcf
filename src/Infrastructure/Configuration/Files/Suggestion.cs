namespace CcatOps.Infrastructure.Configuration.Files;

/// <summary>"Did you mean": the candidate with the fewest slips of the keyboard, if they are few for its length.</summary>
internal static class Suggestion
{
    public static T? Closest<T>(string word, IEnumerable<T> candidates, Func<T, string> text) where T : class =>
        candidates
            .Select(candidate => (candidate, Slips: EditDistance(word.ToLowerInvariant(), text(candidate))))
            .Where(pair => pair.Slips <= Math.Max(1, text(pair.candidate).Length / 3))
            .OrderBy(pair => pair.Slips)
            .Select(pair => pair.candidate)
            .FirstOrDefault();

    /// <summary>Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).</summary>
    internal static int EditDistance(string a, string b)
    {
        var distance = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            distance[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            distance[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var change = distance[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                distance[i, j] = Math.Min(change, Math.Min(distance[i - 1, j], distance[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    distance[i, j] = Math.Min(distance[i, j], distance[i - 2, j - 2] + 1);
            }
        }

        return distance[a.Length, b.Length];
    }
}
