using System.Text.Json;
using System.Text.Json.Serialization;

namespace CcatOps.Client;

public partial class CcatOpsClient
{
    /// <summary>Leaves out what is not set: an absent value means its default, and null is refused where there is one.</summary>
    static partial void UpdateJsonSerializerSettings(JsonSerializerOptions settings) =>
        settings.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
}
