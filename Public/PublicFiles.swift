/// The files of this folder, served as they are: `AssetFolder.publicFiles`.
public enum PublicFiles {}
