namespace CcatOps.Domain.Sky;

/// <summary>
/// The mean orbit of a planet at the ecliptic and equinox of J2000, with its largest disturbances: Simon et al., Astron. Astrophys. 282, 663
/// (1994). Coefficients as in ERFA, <c>eraPlan94</c>.
/// </summary>
/// <param name="SemiMajorAxis">In astronomical units, by powers of Julian millennia.</param>
/// <param name="MeanLongitude">The constant in degrees, the others in arcseconds. Likewise the other angles.</param>
/// <param name="Eccentricity">By powers of Julian millennia.</param>
/// <param name="Perihelion">Its longitude.</param>
/// <param name="Inclination">To the ecliptic.</param>
/// <param name="Node">The longitude of the ascending node.</param>
/// <param name="AxisMultiples">Arguments of the disturbances of the axis, as multiples of a basic one. The last one's term grows with time.</param>
/// <param name="AxisCosines">In 1e-7 astronomical units. Likewise the sines.</param>
/// <param name="AxisSines">See <paramref name="AxisCosines"/>.</param>
/// <param name="LongitudeMultiples">Likewise for the mean longitude. The last two ones' terms grow with time.</param>
/// <param name="LongitudeCosines">In 1e-7 radians. Likewise the sines.</param>
/// <param name="LongitudeSines">See <paramref name="LongitudeCosines"/>.</param>
internal sealed record PlanetElements(
    double[] SemiMajorAxis,
    double[] MeanLongitude,
    double[] Eccentricity,
    double[] Perihelion,
    double[] Inclination,
    double[] Node,
    double[] AxisMultiples,
    double[] AxisCosines,
    double[] AxisSines,
    double[] LongitudeMultiples,
    double[] LongitudeCosines,
    double[] LongitudeSines)
{
    public static PlanetElements Mercury { get; } = new(
        SemiMajorAxis: [0.3870983098, 0.0, 0.0],
        MeanLongitude: [252.25090552, 5381016286.88982, -1.92789],
        Eccentricity: [0.2056317526, 0.0002040653, -28349e-10],
        Perihelion: [77.45611904, 5719.11590, -4.83016],
        Inclination: [7.00498625, -214.25629, 0.28977],
        Node: [48.33089304, -4515.21727, -31.79892],
        AxisMultiples: [69613, 75645, 88306, 59899, 15746, 71087, 142173, 3086, 0],
        AxisCosines: [4, -13, 11, -9, -9, -3, -1, 4, 0],
        AxisSines: [-29, -1, 9, 6, -6, 5, 4, 0, 0],
        LongitudeMultiples: [3086, 15746, 69613, 59899, 75645, 88306, 12661, 2658, 0, 0],
        LongitudeCosines: [21, -95, -157, 41, -5, 42, 23, 30, 0, 0],
        LongitudeSines: [-342, 136, -23, 62, 66, -52, -33, 17, 0, 0]);

    public static PlanetElements Venus { get; } = new(
        SemiMajorAxis: [0.7233298200, 0.0, 0.0],
        MeanLongitude: [181.97980085, 2106641364.33548, 0.59381],
        Eccentricity: [0.0067719164, -0.0004776521, 98127e-10],
        Perihelion: [131.56370300, 175.48640, -498.48184],
        Inclination: [3.39466189, -30.84437, -11.67836],
        Node: [76.67992019, -10008.48154, -51.32614],
        AxisMultiples: [21863, 32794, 26934, 10931, 26250, 43725, 53867, 28939, 0],
        AxisCosines: [-156, 59, -42, 6, 19, -20, -10, -12, 0],
        AxisSines: [-48, -125, -26, -37, 18, -13, -20, -2, 0],
        LongitudeMultiples: [21863, 32794, 10931, 73, 4387, 26934, 1473, 2157, 0, 0],
        LongitudeCosines: [-160, -313, -235, 60, -74, -76, -27, 34, 0, 0],
        LongitudeSines: [524, -149, -35, 117, 151, 122, -71, -62, 0, 0]);

    /// <summary>The barycentre of the Earth and the Moon.</summary>
    public static PlanetElements Earth { get; } = new(
        SemiMajorAxis: [1.0000010178, 0.0, 0.0],
        MeanLongitude: [100.46645683, 1295977422.83429, -2.04411],
        Eccentricity: [0.0167086342, -0.0004203654, -0.0000126734],
        Perihelion: [102.93734808, 11612.35290, 53.27577],
        Inclination: [0.0, 469.97289, -3.35053],
        Node: [174.87317577, -8679.27034, 15.34191],
        AxisMultiples: [16002, 21863, 32004, 10931, 14529, 16368, 15318, 32794, 0],
        AxisCosines: [64, -152, 62, -8, 32, -41, 19, -11, 0],
        AxisSines: [-150, -46, 68, 54, 14, 24, -28, 22, 0],
        LongitudeMultiples: [10, 16002, 21863, 10931, 1473, 32004, 4387, 73, 0, 0],
        LongitudeCosines: [-325, -322, -79, 232, -52, 97, 55, -41, 0, 0],
        LongitudeSines: [-105, -137, 258, 35, -116, -88, -112, -80, 0, 0]);

    public static PlanetElements Mars { get; } = new(
        SemiMajorAxis: [1.5236793419, 3e-10, 0.0],
        MeanLongitude: [355.43299958, 689050774.93988, 0.94264],
        Eccentricity: [0.0934006477, 0.0009048438, -80641e-10],
        Perihelion: [336.06023395, 15980.45908, -62.32800],
        Inclination: [1.84972648, -293.31722, -8.11830],
        Node: [49.55809321, -10620.90088, -230.57416],
        AxisMultiples: [6345, 7818, 15636, 7077, 8184, 14163, 1107, 4872, 0],
        AxisCosines: [124, 621, -145, 208, 54, -57, 30, 15, 0],
        AxisSines: [-621, 532, -694, -20, 192, -94, 71, -73, 0],
        LongitudeMultiples: [10, 6345, 7818, 1107, 15636, 7077, 8184, 532, 10, 0],
        LongitudeCosines: [2268, -979, 802, 602, -668, -33, 345, 201, -55, 0],
        LongitudeSines: [854, -205, -936, -240, 140, -341, -97, -232, 536, 0]);

    public static PlanetElements Jupiter { get; } = new(
        SemiMajorAxis: [5.2026032092, 19132e-10, -39e-10],
        MeanLongitude: [34.35151874, 109256603.77991, -30.60378],
        Eccentricity: [0.0484979255, 0.0016322542, -0.0000471366],
        Perihelion: [14.33120687, 7758.75163, 259.95938],
        Inclination: [1.30326698, -71.55890, 11.95297],
        Node: [100.46440702, 6362.03561, 326.52178],
        AxisMultiples: [1760, 1454, 1167, 880, 287, 2640, 19, 2047, 1454],
        AxisCosines: [-23437, -2634, 6601, 6259, -1507, -1821, 2620, -2115, -1489],
        AxisSines: [-14614, -19828, -5869, 1881, -4372, -2255, 782, 930, 913],
        LongitudeMultiples: [19, 1760, 1454, 287, 1167, 880, 574, 2640, 19, 1454],
        LongitudeCosines: [7610, -4997, -7689, -5841, -2617, 1115, -748, -607, 6074, 354],
        LongitudeSines: [-56980, 8016, 1012, 1448, -3024, -3710, 318, 503, 3767, 577]);

    public static PlanetElements Saturn { get; } = new(
        SemiMajorAxis: [9.5549091915, -0.0000213896, 444e-10],
        MeanLongitude: [50.07744430, 43996098.55732, 75.61614],
        Eccentricity: [0.0555481426, -0.0034664062, -0.0000643639],
        Perihelion: [93.05723748, 20395.49439, 190.25952],
        Inclination: [2.48887878, 91.85195, -17.66225],
        Node: [113.66550252, -9240.19942, -66.23743],
        AxisMultiples: [574, 0, 880, 287, 19, 1760, 1167, 306, 574],
        AxisCosines: [62911, -119919, 79336, 17814, -24241, 12068, 8306, -4893, 8902],
        AxisSines: [139737, 0, 24667, 51123, -5102, 7429, -4095, -1976, -9566],
        LongitudeMultiples: [19, 574, 287, 306, 1760, 12, 31, 38, 19, 574],
        LongitudeCosines: [-18549, 30125, 20012, -730, 824, 23, 1289, -352, -14767, -2062],
        LongitudeSines: [138606, -13478, -4964, 1441, -1319, -1482, 427, 1236, -9167, -1918]);

    public static PlanetElements Uranus { get; } = new(
        SemiMajorAxis: [19.2184460618, -3716e-10, 979e-10],
        MeanLongitude: [314.05500511, 15424811.93933, -1.75083],
        Eccentricity: [0.0463812221, -0.0002729293, 0.0000078913],
        Perihelion: [173.00529106, 3215.56238, -34.09288],
        Inclination: [0.77319689, -60.72723, 1.25759],
        Node: [74.00595701, 2669.15033, 145.93964],
        AxisMultiples: [204, 0, 177, 1265, 4, 385, 200, 208, 204],
        AxisCosines: [389061, -262125, -44088, 8387, -22976, -2093, -615, -9720, 6633],
        AxisSines: [-138081, 0, 37205, -49039, -41901, -33872, -27037, -12474, 18797],
        LongitudeMultiples: [4, 204, 177, 8, 31, 200, 1265, 102, 4, 204],
        LongitudeCosines: [-135245, -14594, 4197, -4030, -5630, -2898, 2540, -306, 2939, 1986],
        LongitudeSines: [71234, -41116, 5334, -4935, -1848, 66, 434, -1748, 3780, -701]);

    public static PlanetElements Neptune { get; } = new(
        SemiMajorAxis: [30.1103868694, -16635e-10, 686e-10],
        MeanLongitude: [304.34866548, 7865503.20744, 0.21103],
        Eccentricity: [0.0094557470, 0.0000603263, 0.0],
        Perihelion: [48.12027554, 1050.71912, 27.39717],
        Inclination: [1.76995259, 8.12333, 0.08135],
        Node: [131.78405702, -221.94322, -0.78728],
        AxisMultiples: [0, 102, 106, 4, 98, 1367, 487, 204, 0],
        AxisCosines: [-412235, -157046, -31430, 37817, -9740, -13, -7449, 9644, 0],
        AxisSines: [0, 28492, 133236, 69654, 52322, -49577, -26430, -3593, 0],
        LongitudeMultiples: [4, 102, 106, 8, 98, 1367, 487, 204, 4, 102],
        LongitudeCosines: [89948, 2103, 8963, 2695, 3682, 1648, 866, -154, -1963, -283],
        LongitudeSines: [-47645, 11647, 2166, 3194, 679, 0, -244, -419, -2531, 48]);
}
