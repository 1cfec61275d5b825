import Torch

extension Tensor {
    /// Bi-interaction: the sum of the elementwise products of all pairs of vectors, Σᵢ<ⱼ vᵢ ⊙ vⱼ, in linear time as
    /// ½ ((Σ v)² − Σ v²) (Rendle 2010, Lemma 3.1; He and Chua 2017, Eq. 4): `[rows, fields, D]` → `[rows, D]`.
    func pairProducts() -> Tensor {
        let sum = sum([1])
        return (sum * sum - (self * self).sum([1])) * 0.5
    }
}
