using CcatOps.Domain.Observations;

namespace CcatOps.Domain.UnitTests.Observations;

public sealed class ChecksumTests
{
    private const string Sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    [TestCase($"sha256:{Sha256}", $"sha256:{Sha256}")]
    [TestCase($"sha256:::{Sha256}", $"sha256:{Sha256}")]
    [TestCase($"SHA-256:{Sha256}", $"sha256:{Sha256}")]
    [TestCase("SHA3-224:AB", "sha3-224:ab")]
    [TestCase("MD5:::D41D8CD98F00B204E9800998ECF8427E", "md5:d41d8cd98f00b204e9800998ecf8427e")]
    [TestCase("Fugaku-1:ABCD", "fugaku-1:abcd")]
    [TestCase("sha256::ab", "sha256::ab")]
    [TestCase("nonsense", "nonsense")]
    [TestCase(null, null)]
    public void The_stored_form_is_lower_case_with_one_colon(string? text, string? stored) => Assert.That(Checksum.Normalise(text), Is.EqualTo(stored));

    [TestCase($"sha256:{Sha256}", null)]
    [TestCase($"sha256:{Sha256}0", "64")]
    [TestCase("SHA256:::9f86", "64")]
    [TestCase("md5:9f86d081", "32")]
    [TestCase("crc32:9f86d081", null)]
    [TestCase("adler32:9f86d0810", "8")]
    [TestCase("other:9f86", null)]
    [TestCase("sha256", "algorithm")]
    [TestCase("sha256:xyz", "algorithm")]
    [TestCase("sha256::9f86", "algorithm")]
    [TestCase("sha256:9f86\n", "algorithm")]
    public void A_digest_has_the_length_of_its_algorithm(string text, string? fault) =>
        Assert.That(Checksum.Misfit(text), fault is null ? Is.Null : Does.Contain(fault));
}
